/** `arn:partition:service:region:account:resource`; the resource may itself hold colons. */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

/** The parts of an ARN, or undefined when the text is not one (IAM User Guide, "Amazon Resource Names"). */
export const parseArn = (text: string): Arn | undefined => {
  if (!text.startsWith('arn:')) return undefined;
  const ends: number[] = [];
  for (let from = 4; ends.length < 4;) {
    const colon = text.indexOf(':', from);
    if (colon < 0) return undefined;
    ends.push(colon);
    from = colon + 1;
  }
  const [partition = 0, service = 0, region = 0, account = 0] = ends;
  const resource = text.slice(account + 1);
  if (partition === 4 || service === partition + 1 || resource === '') return undefined;
  return {
    partition: text.slice(4, partition),
    service: text.slice(partition + 1, service),
    region: text.slice(service + 1, region),
    account: text.slice(region + 1, account),
    resource,
  };
};

export const formatArn = ({ partition, service, region, account, resource }: Arn): string =>
  `arn:${partition}:${service}:${region}:${account}:${resource}`;

/** The partition that a Region belongs to (AWS General Reference, "Amazon Resource Names"). */
export const partitionOf = (region: string): string => {
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  if (region.startsWith('us-isob-')) return 'aws-iso-b';
  return region.startsWith('us-iso-') ? 'aws-iso' : 'aws';
};
