import type { AccessRequest, Notice } from '../model/index.ts';
import type { StoredNotice } from './repository.ts';

export interface Message {
  /** One line. */
  readonly subject: string;
  /** Paragraphs of plain text. */
  readonly lines: readonly string[];
  /** Where to act on it: a page that asks for a sign-in and shows what is the case by then. It changes nothing by being opened. */
  readonly link: string;
  readonly linkText: string;
}

const LONGEST_SUBJECT = 160;
const LONGEST_JUSTIFICATION = 500;

/** Other people's words on one line, so that none can pass for ours or begin a new header. */
const oneLine = (text: string, most: number): string => {
  const flat = text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  return flat.length > most ? `${flat.slice(0, most - 1)}…` : flat;
};

const hours = (seconds: number): string => {
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return rest === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${rest} min`;
};

const what = ({ targets }: AccessRequest): string => {
  const [first] = targets;
  if (first === undefined) return 'access';
  const role = first.roleArn.slice(first.roleArn.lastIndexOf('/') + 1);
  const more = targets.length > 1 ? ` and ${targets.length - 1} more` : '';
  return `${role} in ${first.account}${more}`;
};

const details = (request: AccessRequest): readonly string[] => [
  `Access: ${request.targets.map(({ roleArn }) => roleArn).join(', ')}`,
  `Duration: ${hours(request.durationSeconds)}`,
  `Reason given: ${oneLine(request.justification, LONGEST_JUSTIFICATION)}`,
  ...[...request.fields].map(([name, value]) => `${name}: ${oneLine(value, 256)}`),
];

const said = (notice: Notice, name: string): string => {
  const value = notice.data[name];
  return typeof value === 'string' ? oneLine(value, LONGEST_JUSTIFICATION) : '';
};

type Wording = (
  request: AccessRequest,
  notice: Notice,
) => readonly [subject: string, first: string];

const who = ({ requester }: AccessRequest): string => oneLine(requester.name, 80);

const REQUEST_WORDS: Partial<Record<Notice['kind'], Wording>> = {
  'request-created': (request) => [
    `${who(request)} asks for ${what(request)}`,
    `${who(request)} asks for temporary elevated access. You may approve or reject it.`,
  ],
  'request-approved': (request) => [
    `Approved: ${what(request)}`,
    request.state === 'scheduled'
      ? `Your request was approved. Access starts at ${request.startsAt?.toISOString() ?? ''}.`
      : 'Your request was approved. You can get sessions now.',
  ],
  'request-rejected': (request, notice) => [
    `Rejected: ${what(request)}`,
    `Your request was rejected. ${said(notice, 'comment')}`.trim(),
  ],
  'request-expired': (request) => [
    `Expired: ${what(request)}`,
    'Nobody decided on your request in time. Ask again if you still need access.',
  ],
  'request-escalated': (request) => [
    `Waiting: ${who(request)} asks for ${what(request)}`,
    'The first approvers have not decided in time. You may decide now.',
  ],
  'request-unapprovable': (request) => [
    `Nobody can approve: ${what(request)}`,
    `No active person may approve the request of ${who(request)}. It stays as it is until somebody may, or it expires.`,
  ],
  'access-started': (request) => [
    `Access started: ${what(request)}`,
    `Your access is live until ${request.endsAt?.toISOString() ?? ''}.`,
  ],
  'access-ending': (request) => [
    `Ending soon: ${what(request)}`,
    `Your access ends at ${request.endsAt?.toISOString() ?? ''}. You can ask for an extension.`,
  ],
  'access-ended': (request) => [`Ended: ${what(request)}`, 'Your access has ended.'],
  'access-revoked': (request, notice) => [
    `Revoked: ${what(request)}`,
    `Access was ended early. ${said(notice, 'reason')}`.trim(),
  ],
  'break-glass-used': (request) => [
    `Break-glass: ${who(request)} took ${what(request)}`,
    `${who(request)} took this access without an approval. It is live now; you can end it.`,
  ],
  'review-due': (request) => [
    `Review due: break-glass of ${who(request)}`,
    'A use of break-glass waits for your review. Until then the person cannot use it again.',
  ],
};

const OTHER_WORDS: Partial<
  Record<Notice['kind'], (notice: Notice) => readonly [subject: string, first: string]>
> = {
  'policy-proposed': (notice) => [
    'A change of the access policy waits for a second person',
    `Comment: ${said(notice, 'comment')}`,
  ],
  'policy-changed': (notice) => [
    'The access policy has changed',
    `Comment: ${said(notice, 'comment')}`,
  ],
  finding: (notice) => [
    `Finding: ${said(notice, 'title') || 'access outside of the broker'}`,
    said(notice, 'description') || said(notice, 'reason') || 'See the findings for what was seen.',
  ],
};

const PAGES: Partial<Record<Notice['kind'], string>> = {
  'policy-proposed': '/access/policy',
  'policy-changed': '/access/policy',
  finding: '/access/findings',
};

/** What a notice says. A request may have moved on since: the page behind the link tells. */
export const messageOf = (
  notice: StoredNotice,
  request: AccessRequest | undefined,
  consoleUrl: string,
): Message => {
  const words = REQUEST_WORDS[notice.kind];
  if (words !== undefined && request !== undefined) {
    const [subject, first] = words(request, notice);
    return {
      subject: oneLine(`[Gatehouse] ${subject}`, LONGEST_SUBJECT),
      lines: [first, ...details(request)],
      link: `${consoleUrl}/access/requests/${request.id}`,
      linkText: 'Open the request',
    };
  }
  const [subject, first] = OTHER_WORDS[notice.kind]?.(notice) ?? ['A notice', notice.kind];
  return {
    subject: oneLine(`[Gatehouse] ${subject}`, LONGEST_SUBJECT),
    lines: [first],
    link: `${consoleUrl}${PAGES[notice.kind] ?? '/access'}`,
    linkText: 'Open Gatehouse',
  };
};

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (letter) => ENTITIES[letter] ?? '');

export const asText = ({ lines, link }: Message): string => `${lines.join('\n')}\n\n${link}\n`;

export const asHtml = ({ lines, link, linkText }: Message): string =>
  [
    '<!doctype html><html lang="en"><body>',
    ...lines.map((line) => `<p>${escaped(line)}</p>`),
    `<p><a href="${escaped(link)}">${escaped(linkText)}</a></p>`,
    '</body></html>',
  ].join('\n');

/** Slack's mrkdwn gives `<`, `>` and `&` a meaning; nothing else can begin a link or mention. */
export const asSlack = (message: Message): string =>
  JSON.stringify({
    text: message.subject.replaceAll(/[&<>]/g, (letter) => ENTITIES[letter] ?? ''),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: message.subject.slice(0, 150) } },
      {
        type: 'section',
        text: { type: 'plain_text', text: message.lines.join('\n').slice(0, 3000) },
      },
      {
        type: 'actions',
        elements: [
          {
            type: 'button',
            text: { type: 'plain_text', text: message.linkText },
            url: message.link,
          },
        ],
      },
    ],
  });

/** An Adaptive Card, as Teams' webhook workflows take it. */
export const asTeams = (message: Message): string =>
  JSON.stringify({
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          body: [
            {
              type: 'TextBlock',
              weight: 'Bolder',
              wrap: true,
              text: markdownInert(message.subject),
            },
            ...message.lines.map((line) => ({
              type: 'TextBlock',
              wrap: true,
              text: markdownInert(line),
            })),
          ],
          actions: [{ type: 'Action.OpenUrl', title: message.linkText, url: message.link }],
        },
      },
    ],
  });

// A TextBlock reads Markdown: somebody's justification must not become a link there.
const markdownInert = (text: string): string =>
  text.replaceAll(/[[\]()*_`~#<>\\!]/g, String.raw`\$&`);
