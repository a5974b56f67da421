import { gatehouse } from '../terminal.fixture.ts';

export const allow = (Action: string): object => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource: '*' }],
});
export const deny = (Action: string): object => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Deny', Action, Resource: '*' }],
});
export const user = 'arn:aws:iam::111122223333:user/ana';
export const request = {
  action: 'sqs:SendMessage',
  resource: 'arn:aws:sqs:us-east-1:111122223333:q',
  principal: user,
};

/** The answers of `policy simulate --json`. */
export const simulated = async (cases: unknown): Promise<readonly Record<string, unknown>[]> => {
  const { out } = await gatehouse(['policy', 'simulate', '-', '--json'], {
    input: typeof cases === 'string' ? cases : JSON.stringify(cases),
  });
  return out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
};

export const only = async (one: unknown): Promise<Record<string, unknown>> =>
  (await simulated([one]))[0] ?? {};
