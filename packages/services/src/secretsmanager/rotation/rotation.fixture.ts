import type { DescribeSecretResponse, RotateSecretRequest } from '@aws-sdk/client-secrets-manager';
import { AwsError, type Ids } from '@gatehouse/core';
import {
  type InvokePort,
  noOrganization,
  type PrincipalPort,
  type UserPrincipal,
} from '@gatehouse/service-kit';
import { listWork, type Store } from '@gatehouse/store';
import { type CallOptions, serviceFixture, type ServiceFixture } from '@gatehouse/testkit';
import { createKms } from '../../index.ts';
import { createSecretsManager } from '../index.ts';
import type { Step } from './progress.ts';
import { ROTATION_WORK } from './rotation-work.ts';

export const ACCOUNT = '111122223333';
export const FUNCTION = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:rotates`;

/** What a function is given. */
export interface RotationStep {
  readonly Step: Step;
  readonly SecretId: string;
  readonly ClientRequestToken: string;
  readonly RotationToken: string;
}

/** In place of Lambda: one function, made as AWS's template tells, that changes the one password of a database. */
export interface Stage {
  readonly steps: (RotationStep & { readonly at: string })[];
  password: string;
  /** What its policy says. */
  permits: boolean;
  /** What happens before a step does its work; one that throws fails, and one that answers does nothing else. */
  before: (step: RotationStep) => void | 'nothing' | Promise<void>;
}

export interface RotationFixture extends Omit<ServiceFixture, 'events' | 'userWith'> {
  /** As `ServiceFixture` has it. */
  readonly events: () => ReturnType<ServiceFixture['events']>;
  readonly userWith: (name: string, ...documents: readonly object[]) => UserPrincipal;
  readonly stage: Stage;
  readonly secrets: <Output = unknown>(
    operation: string,
    input: object,
    options?: CallOptions,
  ) => Promise<Output>;
  readonly refusal: (
    operation: string,
    input: object,
    options?: CallOptions,
  ) => Promise<readonly [code: string, message: string] | undefined>;
  readonly describe: (SecretId?: string) => Promise<DescribeSecretResponse>;
  /** Makes the secret `db` with the password of the stage, and turns rotation on as asked. */
  readonly rotating: (input: Partial<RotateSecretRequest>) => Promise<string>;
  /** Brings the clock from one due rotation to the next up to a time, and does each. */
  readonly until: (time: string) => Promise<void>;
  /** The names of Secrets Manager's own events since this was asked last. */
  readonly told: () => Promise<readonly string[]>;
}

interface Settings {
  readonly open?: () => Promise<Store>;
  /** Default: the fixture's, which count up; several nodes of one database need others. */
  readonly ids?: Ids;
  /** Default: a stage of its own. */
  readonly stage?: Stage;
  readonly acceptsLooseInput?: boolean;
}

export const newStage = (): Stage => ({
  steps: [],
  password: 'first',
  permits: true,
  before: () => {},
});

/** SecretsManagerRotationTemplate of aws-secrets-manager-rotation-lambdas, for a database that is one variable. */
const playTemplate = async (
  fixture: Pick<ServiceFixture, 'call'>,
  stage: Stage,
  step: RotationStep,
): Promise<void> => {
  const { SecretId, ClientRequestToken: token } = step;
  const ask = <Output>(operation: string, input: object) =>
    fixture.call<Output>('secretsmanager', operation, input);
  const valueOf = async (VersionStage: string): Promise<string> =>
    (
      await ask<{ readonly SecretString: string }>('GetSecretValue', {
        SecretId,
        VersionStage,
      })
    ).SecretString;
  const described = await ask<DescribeSecretResponse>('DescribeSecret', {
    SecretId,
  });
  const stages = described.VersionIdsToStages?.[token] ?? [];
  if (described.RotationEnabled !== true) throw new Error('rotation is not enabled');
  if (stages.includes('AWSCURRENT')) return;
  if (!stages.includes('AWSPENDING')) throw new Error('the version is not pending');
  if (step.Step === 'createSecret') {
    await valueOf('AWSCURRENT');
    if (await hasValue(valueOf)) return;
    await ask('PutSecretValue', {
      SecretId,
      ClientRequestToken: token,
      SecretString: `of ${token}`,
      VersionStages: ['AWSPENDING'],
      RotationToken: step.RotationToken,
    });
  }
  if (step.Step === 'setSecret') stage.password = await valueOf('AWSPENDING');
  if (step.Step === 'testSecret' && stage.password !== (await valueOf('AWSPENDING')))
    throw new Error('the password is wrong');
  if (step.Step !== 'finishSecret') return;
  const current = Object.entries(described.VersionIdsToStages ?? {}).find(([, held]) =>
    held.includes('AWSCURRENT'),
  )?.[0];
  await ask('UpdateSecretVersionStage', {
    SecretId,
    VersionStage: 'AWSCURRENT',
    MoveToVersionId: token,
    RemoveFromVersionId: current,
  });
};

const hasValue = async (valueOf: (stage: string) => Promise<string>): Promise<boolean> => {
  try {
    await valueOf('AWSPENDING');
    return true;
  } catch (error) {
    if (error instanceof AwsError && error.name === 'ResourceNotFoundException') return false;
    throw error;
  }
};

const everybody: PrincipalPort = {
  idOf: async () => undefined,
  arnOf: async () => undefined,
};

const port = (stage: Stage, play: (step: RotationStep) => Promise<void>): InvokePort => ({
  mayInvoke: async (_tx, { functionArn, source }) =>
    stage.permits && functionArn === FUNCTION && source.service === 'secretsmanager.amazonaws.com',
  invoke: async ({ functionArn, payload }) => {
    if (functionArn !== FUNCTION) return { outcome: 'missing' };
    if (!stage.permits) return { outcome: 'refused' };
    try {
      await play(JSON.parse(payload) as RotationStep);
      return { outcome: 'sent', payload: 'null', failed: false };
    } catch (error) {
      if (error instanceof BusyError) throw error;
      return { outcome: 'sent', payload: '{}', failed: true };
    }
  },
});

/** Thrown by `Stage.before`: no function was run. */
export class BusyError extends Error {
  override readonly name = 'BusyError';
}

/** The real service over an in-memory database. */
export const rotationFixture = async (settings: Settings = {}): Promise<RotationFixture> => {
  const stage = settings.stage ?? newStage();
  const loose = settings.acceptsLooseInput ?? false;
  const fixture = await serviceFixture((deps) => {
    const own = { ...deps, ids: settings.ids ?? deps.ids, organizations: noOrganization };
    const kms = createKms({ ...own, principals: everybody });
    const manager = createSecretsManager({
      ...own,
      principals: everybody,
      keys: kms.keys,
      call: () => Promise.reject(new Error('nothing is called')),
      invoke: port(stage, async (step) => {
        stage.steps.push({ ...step, at: fixture.clock.now().toISOString() });
        if ((await stage.before(step)) !== 'nothing') await playTemplate(fixture, stage, step);
      }),
      acceptsLooseInput: loose,
    });
    return { services: [manager.service, kms.service], mode: loose ? 'off' : 'enforce' };
  }, settings.open);
  const secrets: RotationFixture['secrets'] = (operation, input, options) =>
    fixture.call(
      'secretsmanager',
      operation,
      operation === 'RotateSecret' ? { ClientRequestToken: crypto.randomUUID(), ...input } : input,
      options,
    );
  return { ...fixture, stage, secrets, ...helpers(fixture, stage, secrets) };
};

const helpers = (
  fixture: ServiceFixture,
  stage: Stage,
  secrets: RotationFixture['secrets'],
): Pick<RotationFixture, 'refusal' | 'describe' | 'rotating' | 'until' | 'told'> => ({
  refusal: async (operation, input, options) => {
    try {
      await secrets(operation, input, options);
      return undefined;
    } catch (error) {
      if (error instanceof AwsError) return [error.name, error.message];
      throw error;
    }
  },
  describe: (SecretId = 'db') => secrets('DescribeSecret', { SecretId }),
  rotating: async (input) => {
    await secrets('CreateSecret', {
      Name: 'db',
      ClientRequestToken: crypto.randomUUID(),
      SecretString: stage.password,
    });
    const { VersionId } = await secrets<{ readonly VersionId: string }>('RotateSecret', {
      SecretId: 'db',
      RotationLambdaARN: FUNCTION,
      ...input,
    });
    return VersionId;
  },
  until: async (time) => {
    const end = new Date(time).getTime();
    const { store, clock, runner } = fixture;
    await runner.runDue();
    for (;;) {
      const [next] = await listWork(store, { kind: ROTATION_WORK, limit: 1 });
      const now = clock.now().getTime();
      const at = Math.min(next?.readyAt.getTime() ?? end, end);
      clock.advance({ milliseconds: Math.max(0, at - now) });
      if (next === undefined || next.readyAt.getTime() > end) return;
      await runner.runDue();
    }
  },
  told: async () =>
    (await fixture.events())
      .filter(({ record }) => record['eventType'] === 'AwsServiceEvent')
      .filter(({ record }) => record['eventSource'] === 'secretsmanager.amazonaws.com')
      .map(({ record }) => String(record['eventName'])),
});
