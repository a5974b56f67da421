import type { OperationModel } from '@gatehouse/wire';
import { ACCOUNT, REGION } from './cloud.fixture.ts';

/** `index.js` with a handler. */
const ZIP =
  'UEsDBBQAAAgAAAAAIQB/66WFIAAAACAAAAAIAAAAaW5kZXguanNleHBvcnRzLmhhbmRsZXIgPSBhc3luYyAoKSA9PiAxO1BLAQI/AxQAAAgAAAAAIQB/66WFIAAAACAAAAAIAAAAAAAAAAAAAAC0gQAAAABpbmRleC5qc1BLBQYAAAAAAQABADYAAABGAAAAAAA=';

/** Makes the function that `lambdaRequest(…, 1)` names; the role is there. */
export const EXISTING_FUNCTION = {
  FunctionName: 'fn1',
  Role: `arn:aws:iam::${ACCOUNT}:role/r1`,
  Runtime: 'nodejs22.x',
  Handler: 'index.handler',
  Code: { ZipFile: Buffer.from(ZIP, 'base64') },
  Publish: true,
};

const OPTIONAL = new Set([
  'Role',
  'Runtime',
  'Handler',
  'Code',
  'ZipFile',
  'Tags',
  'MaximumRetryAttempts',
]);

/** A request of Lambda's API that gets as far as the decision. */
export const lambdaRequest = ({ name, input }: OperationModel, n: number): object => {
  if (input.kind !== 'structure') return {};
  const arn = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:fn${n}`;
  const values: Readonly<Record<string, unknown>> = {
    ...EXISTING_FUNCTION,
    FunctionName: arn,
    ZipFile: EXISTING_FUNCTION.Code.ZipFile,
    Resource: arn,
    Tags: { k: 'v' },
    TagKeys: ['k'],
    Name: 'live',
    FunctionVersion: '1',
    StatementId: 's1',
    Action: 'lambda:InvokeFunction',
    Principal: '444455556666',
    ReservedConcurrentExecutions: 1,
    MaximumRetryAttempts: 1,
  };
  return Object.fromEntries(
    input.members
      .filter((member) => member.required || OPTIONAL.has(member.name))
      .map((member) => [
        member.name,
        name === 'CreateFunction' && member.name === 'FunctionName'
          ? `fn${n}`
          : values[member.name],
      ]),
  );
};
