import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';

interface AwsPolicyVersion {
  /** `v2` */
  readonly id: string;
  readonly createdAt: Date;
  readonly document: string;
}

/** A policy that AWS manages, the same in every account. */
interface AwsPolicy {
  readonly arn: string;
  readonly name: string;
  readonly path: string;
  /** ANPA… */
  readonly id: string;
  readonly description: string | undefined;
  /** False for those of service-linked roles, which no other role may have. */
  readonly attachable: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly defaultVersionId: string;
  /** Newest first. */
  readonly versions: readonly AwsPolicyVersion[];
}

export interface AwsPolicies {
  find(arn: string): AwsPolicy | undefined;
  /** By lower-case name. */
  all(): readonly AwsPolicy[];
}

interface PolicyFile {
  readonly arn: string;
  readonly description?: string;
  readonly createDate: string;
  readonly updateDate: string;
  readonly defaultVersionId: string;
  readonly versions: readonly {
    readonly id: string;
    readonly createDate: string;
    readonly document: object;
  }[];
}

const FOLDER = new URL('./managed-policies/', import.meta.url);
const PREFIX = 'arn:aws:iam::aws:policy/';
const SERVICE_ROLES = '/aws-service-role/';
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

// AWS publishes the ids of few of its policies; the others get one that is always the same.
const idOf = (arn: string): string => {
  const digest = createHash('sha256').update(arn).digest();
  return `ANPA${[...digest.subarray(0, 17)].map((byte) => ALPHABET.charAt(byte & 31)).join('')}`;
};

const read = (name: string): AwsPolicy => {
  const file = JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as PolicyFile;
  const resource = file.arn.slice(PREFIX.length - 1);
  const nameStart = resource.lastIndexOf('/') + 1;
  const path = resource.slice(0, nameStart);
  return {
    arn: file.arn,
    name: resource.slice(nameStart),
    path,
    id: idOf(file.arn),
    description: file.description,
    attachable: !path.startsWith(SERVICE_ROLES),
    createdAt: new Date(file.createDate),
    updatedAt: new Date(file.updateDate),
    defaultVersionId: file.defaultVersionId,
    versions: file.versions.map(({ id, createDate, document }) => ({
      id,
      createdAt: new Date(createDate),
      document: JSON.stringify(document, undefined, 2),
    })),
  };
};

const isAwsPolicyArn = (arn: string): boolean => arn.startsWith(PREFIX);

/** The policies under managed-policies/, each read when it is first asked for. */
export const createAwsPolicies = (): AwsPolicies => {
  const known = new Map<string, AwsPolicy>();
  let files: ReadonlySet<string> | undefined;
  let sorted: readonly AwsPolicy[] | undefined;

  const fileNames = (): ReadonlySet<string> => {
    files ??= new Set(readdirSync(FOLDER).filter((name) => name.endsWith('.json')));
    return files;
  };

  const load = (file: string): AwsPolicy => {
    const found = known.get(file);
    if (found !== undefined) return found;
    const policy = read(file);
    known.set(file, policy);
    return policy;
  };

  return {
    find: (arn) => {
      if (!isAwsPolicyArn(arn)) return undefined;
      const file = `${arn.slice(arn.lastIndexOf('/') + 1)}.json`;
      // Only names of the folder's own listing are opened, so no ARN reaches another file.
      if (!fileNames().has(file)) return undefined;
      const policy = load(file);
      return policy.arn === arn ? policy : undefined;
    },
    all: () => {
      sorted ??= [...fileNames()]
        .map(load)
        .toSorted((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
      return sorted;
    },
  };
};
