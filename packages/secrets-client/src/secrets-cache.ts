import type { Clock } from '@gatehouse/core';
import type { SecretReader, SecretValue } from './model.ts';

export interface SecretsCacheSettings {
  readonly reader: SecretReader;
  readonly clock: Clock;
  /** After how long it is asked whether there is another version. Default: 3600. */
  readonly refreshSeconds?: number;
  /** Secrets and labels that are kept; the one used longest ago goes first. Default: 1024. */
  readonly capacity?: number;
  /** From 0 to 1, for spreading refreshes. Default: `Math.random`. */
  readonly random?: () => number;
}

export interface UseOptions {
  /** Default: `AWSCURRENT`. */
  readonly stage?: string;
  /** Whether what `use` threw can mean that the credential is not valid any more. */
  readonly isRefused: (error: unknown) => boolean;
}

/** Secrets kept in memory, so that an application can ask for one whenever it connects. */
export interface SecretsCache {
  /** The value, from memory while it is fresh. Rejects as the API does when there never was one to keep. */
  get(secretId: string, stage?: string): Promise<SecretValue>;
  /** Asks at once, whatever is kept. True: the version is another one now. */
  refresh(secretId: string, stage?: string): Promise<boolean>;
  /**
   * Uses a secret, and when it is refused once more with the version that has taken its place, or is about to: a rotation of one
   * user changes his password before it moves AWSCURRENT, and until then AWSPENDING has the one that is valid. Rejects as `use`
   * did when no other version is there.
   */
  use<Result>(
    secretId: string,
    use: (value: SecretValue) => Promise<Result>,
    options: UseOptions,
  ): Promise<Result>;
  /** Forgets every value. */
  clear(): void;
}

const CURRENT = 'AWSCURRENT';
const PENDING = 'AWSPENDING';
const DEFAULT_REFRESH_SECONDS = 3600;
const DEFAULT_CAPACITY = 1024;
const MS = 1000;
const FIRST_RETRY_SECONDS = 1;

interface Entry {
  readonly value: SecretValue;
  /** Milliseconds since 1970. */
  readonly freshUntil: number;
  /** Refreshes that failed in a row. */
  readonly failures: number;
}

/** What is kept, the one used longest ago first. */
const createKept = (capacity: number) => {
  const entries = new Map<string, Entry>();
  return {
    get: (key: string): Entry | undefined => entries.get(key),
    put: (key: string, entry: Entry): Entry => {
      entries.delete(key);
      entries.set(key, entry);
      for (const oldest of entries.keys()) {
        if (entries.size <= capacity) break;
        entries.delete(oldest);
      }
      return entry;
    },
    drop: (key: string): void => {
      entries.delete(key);
    },
    clear: (): void => entries.clear(),
  };
};

/** Reads a secret anew, or says for how long the old value must do. */
const createReading = ({
  reader,
  clock,
  random = Math.random,
  refreshSeconds = DEFAULT_REFRESH_SECONDS,
}: SecretsCacheSettings) => {
  const refreshMilliseconds = refreshSeconds * MS;
  const fresh = (value: SecretValue): Entry => ({
    value,
    freshUntil: clock.now().getTime() + refreshMilliseconds * (0.5 + random() / 2),
    failures: 0,
  });
  return async (secretId: string, stage: string, old: Entry | undefined): Promise<Entry> => {
    if (old === undefined) return fresh(await reader.value(secretId, stage));
    try {
      const version = await reader.versionOf(secretId, stage);
      return version === old.value.versionId
        ? fresh(old.value)
        : fresh(await reader.value(secretId, stage));
    } catch (error) {
      if (!isPassing(error)) throw error;
      const pause = Math.min(FIRST_RETRY_SECONDS * MS * 2 ** old.failures, refreshMilliseconds);
      return { ...old, freshUntil: clock.now().getTime() + pause, failures: old.failures + 1 };
    }
  };
};

/**
 * A value is asked for again between half and the whole of `refreshSeconds`, so that many processes do not ask at once. While
 * Secrets Manager cannot be reached the old value goes on being used, and the pauses between attempts double up to
 * `refreshSeconds`. Questions for the same secret at the same time are one request.
 */
export const createSecretsCache = (settings: SecretsCacheSettings): SecretsCache => {
  const kept = createKept(settings.capacity ?? DEFAULT_CAPACITY);
  const read = createReading(settings);
  const asking = new Map<string, Promise<Entry>>();

  const ask = (secretId: string, stage: string): Promise<Entry> => {
    const key = keyOf(secretId, stage);
    const running = asking.get(key);
    if (running !== undefined) return running;
    const started = read(secretId, stage, kept.get(key))
      .then(
        (entry) => kept.put(key, entry),
        (error: unknown) => {
          // It is gone or not ours any more: what is kept must not outlive that.
          kept.drop(key);
          throw error;
        },
      )
      .finally(() => asking.delete(key));
    asking.set(key, started);
    return started;
  };

  const get = async (secretId: string, stage: string = CURRENT): Promise<SecretValue> => {
    const key = keyOf(secretId, stage);
    const found = kept.get(key);
    if (found === undefined || settings.clock.now().getTime() >= found.freshUntil)
      return (await ask(secretId, stage)).value;
    return kept.put(key, found).value;
  };

  const refresh = async (secretId: string, stage: string = CURRENT): Promise<boolean> => {
    const before = kept.get(keyOf(secretId, stage))?.value.versionId;
    const { value } = await ask(secretId, stage);
    return value.versionId !== before;
  };

  /** Never kept: it is no version to begin with. */
  const pending = async (secretId: string): Promise<SecretValue | undefined> => {
    try {
      return await settings.reader.value(secretId, PENDING);
    } catch {
      // There is none, it has no value yet, or the application may not have it: what was refused stays refused.
      return undefined;
    }
  };

  const use: SecretsCache['use'] = async (secretId, action, { stage = CURRENT, isRefused }) => {
    const value = await get(secretId, stage);
    try {
      return await action(value);
    } catch (error) {
      if (!isRefused(error)) throw error;
      const { value: current } = await ask(secretId, stage);
      const other =
        current.versionId === value.versionId && stage === CURRENT
          ? await pending(secretId)
          : current;
      if (other === undefined || other.versionId === value.versionId) throw error;
      return action(other);
    }
  };

  return { get, refresh, use, clear: () => kept.clear() };
};

// A secret's name has no blank.
const keyOf = (secretId: string, stage: string): string => `${secretId} ${stage}`;

/** Answers that mean that the secret cannot be had, not that nobody answered. */
const FINAL = new Set([
  'AccessDeniedException',
  'DecryptionFailure',
  'InvalidParameterException',
  'InvalidRequestException',
  'ResourceNotFoundException',
  'UnrecognizedClientException',
]);

const isPassing = (error: unknown): boolean => !(error instanceof Error) || !FINAL.has(error.name);
