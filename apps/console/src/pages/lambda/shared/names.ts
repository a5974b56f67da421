export const functionPath = (name: string): string =>
  `/lambda/functions/${encodeURIComponent(name)}`;

export const functionArn = (region: string, account: string, name: string): string =>
  `arn:aws:lambda:${region}:${account}:function:${name}`;

/** What of Node.js functions may be written in. */
export const RUNTIMES: readonly (readonly [value: string, label: string])[] = [
  ['nodejs24.x', 'Node.js 24'],
  ['nodejs22.x', 'Node.js 22'],
  ['nodejs20.x', 'Node.js 20'],
  ['nodejs18.x', 'Node.js 18'],
];
