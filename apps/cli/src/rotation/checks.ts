import { randomUUID } from 'node:crypto';
import { PENDING } from './labels.ts';
import {
  currentOf,
  must,
  played,
  type RotationTrial,
  rotationOf,
  type Step,
  type Trial,
} from './trial.ts';

const STEPS: readonly Step[] = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'];

const currentProblem = async (
  trial: Trial,
  { token }: RotationTrial,
): Promise<string | undefined> =>
  (await currentOf(trial)) === token ? undefined : 'AWSCURRENT is not on the new version';

const storedProblem = async (
  trial: Trial,
  rotation: RotationTrial,
): Promise<string | undefined> => {
  const text = await rotation.value();
  if (text === undefined) return 'it stored no value';
  if (text === trial.before.text) return 'the new value is the old one';
  return (await currentOf(trial)) === trial.before.current
    ? undefined
    : 'AWSCURRENT is on another version already';
};

/** The four steps, once each. */
const plain = async (trial: Trial): Promise<boolean> =>
  played(trial, async (rotation) => {
    await rotation.step('createSecret', 'createSecret ends well');
    must(trial, 'createSecret stores a new AWSPENDING value', await storedProblem(trial, rotation));
    await rotation.step('setSecret', 'setSecret ends well');
    await rotation.step('testSecret', 'testSecret ends well');
    await rotation.step('finishSecret', 'finishSecret ends well');
    must(
      trial,
      'finishSecret makes the new version current',
      await currentProblem(trial, rotation),
    );
  });

/** Every step again, and ends of the process in between, as when a Lambda function runs out of time. */
const repeated = async (trial: Trial): Promise<boolean> =>
  played(trial, async (rotation) => {
    await rotation.crash('createSecret', 'PutSecretValue');
    const stored = await rotation.value();
    const sameProblem = async (): Promise<string | undefined> =>
      (await rotation.value()) === stored ? undefined : 'it replaced the value that was stored';
    await rotation.step(
      'createSecret',
      'createSecret ends well after a crash behind PutSecretValue',
    );
    must(
      trial,
      'createSecret keeps the value that a crashed createSecret stored',
      await sameProblem(),
    );
    await rotation.step('setSecret', 'setSecret ends well after that');
    await rotation.step('setSecret', 'setSecret can be done twice');
    await rotation.step(
      'createSecret',
      'createSecret ends well when a rotation is begun again after setSecret',
    );
    must(trial, 'createSecret keeps the value that setSecret has set', await sameProblem());
    await rotation.step('setSecret', 'setSecret ends well when a rotation is begun again');
    await rotation.step('testSecret', 'testSecret ends well when a rotation is begun again');
    await rotation.step('testSecret', 'testSecret can be done twice');
    await rotation.crash('finishSecret', 'UpdateSecretVersionStage');
    await rotation.step(
      'finishSecret',
      'finishSecret ends well after a crash behind UpdateSecretVersionStage',
    );
    must(
      trial,
      'finishSecret leaves the new version current',
      await currentProblem(trial, rotation),
    );
    trial.gate.changes();
    for (const step of STEPS)
      await rotation.step(step, `${step} ends well when the version is current already`);
    const changes = trial.gate.changes();
    must(
      trial,
      'nothing changes when the version is current already',
      changes.length === 0 ? undefined : `it called ${changes.join(', ')}`,
    );
  });

interface Fault {
  readonly name: string;
  readonly enabled?: boolean;
  /** Labels of the version that the event names; undefined: the secret has no such version. */
  readonly labels?: readonly string[];
  readonly others?: Readonly<Record<string, readonly string[]>>;
}

const FAULTS: readonly Fault[] = [
  { name: 'an unknown version' },
  { name: 'a version without AWSPENDING', labels: ['AWSOTHER'] },
  {
    name: 'a version when AWSPENDING is on another one',
    labels: ['AWSOTHER'],
    others: { [randomUUID()]: [PENDING] },
  },
  { name: 'a secret whose rotation is off', enabled: false, labels: [PENDING] },
];

/** Events that must be refused, without a change of the secret. */
const faults = async (trial: Trial): Promise<boolean> => {
  let isFine = true;
  for (const { name, enabled = true, labels, others = {} } of FAULTS) {
    const rotation = rotationOf(trial);
    trial.gate.pretend({
      enabled,
      stages: { ...others, ...(labels === undefined ? {} : { [rotation.token]: labels }) },
    });
    trial.gate.changes();
    const accepted: string[] = [];
    for (const step of STEPS)
      if ((await rotation.invoke(step)).how !== 'failed') accepted.push(step);
    const changes = trial.gate.changes();
    const problem = [
      ...(accepted.length === 0 ? [] : [`${accepted.join(', ')} ended without an error`]),
      ...(changes.length === 0 ? [] : [`it called ${changes.join(', ')}`]),
    ].join('; ');
    isFine &&= problem === '';
    const check = `every step refuses ${name}`;
    trial.report(problem === '' ? { check } : { check, problem });
  }
  return isFine;
};

/** All checks. Faults come first: they change nothing in a function that is right, and what is wrong there needs no rotation. */
export const tryFunction = async (trial: Trial): Promise<boolean> => {
  const isRefusing = await faults(trial);
  // What fails in a plain rotation would be said again of one with repetitions.
  return (await plain(trial)) && (await repeated(trial)) && isRefusing;
};
