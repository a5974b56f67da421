import type {
  CheckAccessNotGrantedResponse,
  ValidatePolicyResponse,
} from '@aws-sdk/client-accessanalyzer';
import { type CallOptions, serviceFixture, type ServiceFixture } from '@gatehouse/testkit';
import { createAccessAnalyzer } from './index.ts';

export interface AccessAnalyzerFixture extends ServiceFixture {
  readonly validate: (input: object, options?: CallOptions) => Promise<ValidatePolicyResponse>;
  /** One of the three checks, whose answers have the same form. */
  readonly check: (
    operation: 'CheckAccessNotGranted' | 'CheckNoNewAccess' | 'CheckNoPublicAccess',
    input: object,
    options?: CallOptions,
  ) => Promise<CheckAccessNotGrantedResponse>;
}

export const accessAnalyzerFixture = async (): Promise<AccessAnalyzerFixture> => {
  const fixture = await serviceFixture((deps) => ({ services: [createAccessAnalyzer(deps)] }));
  return {
    ...fixture,
    validate: (input, options) => fixture.call('access-analyzer', 'ValidatePolicy', input, options),
    check: (operation, input, options) =>
      fixture.call('access-analyzer', operation, input, options),
  };
};

/** A policy of one statement, as text. */
export const policy = (statement: object): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statement });
