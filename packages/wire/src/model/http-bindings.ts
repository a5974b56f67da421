import type { BoundMember, HttpBindings, Member } from './schema.ts';

export const httpBindings = (members: readonly Member[]): HttpBindings => {
  const labels = new Map<string, Member>();
  const query: BoundMember[] = [];
  const headers: BoundMember[] = [];
  const prefixHeaders: BoundMember[] = [];
  const body: Member[] = [];
  let queryParams: Member | undefined;
  let payload: Member | undefined;
  let responseCode: Member | undefined;
  for (const member of members) {
    const { traits } = member;
    if (traits.httpPayload) payload = member;
    else if (traits.httpLabel) labels.set(member.name, member);
    else if (traits.httpHeader !== undefined)
      headers.push({ member, wireName: traits.httpHeader.toLowerCase() });
    else if (traits.httpPrefixHeaders !== undefined)
      prefixHeaders.push({ member, wireName: traits.httpPrefixHeaders.toLowerCase() });
    else if (traits.httpQuery !== undefined) query.push({ member, wireName: traits.httpQuery });
    else if (traits.httpQueryParams) queryParams = member;
    else if (traits.httpResponseCode) responseCode = member;
    else body.push(member);
  }
  return { labels, query, headers, prefixHeaders, queryParams, payload, responseCode, body };
};
