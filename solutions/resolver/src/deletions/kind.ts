import type { Json } from './members.ts';

/** A CloudTrail record, as far as it is needed here. */
export interface DeletionRecord {
  readonly request: Json;
  readonly response: Json;
  readonly account: string;
  readonly region: string;
}

/** What the parameters say about one resource. */
export interface Found {
  /** A bare id or a whole ARN. */
  readonly id: string;
  /** What else its ARN needs; a member that is not known stands as `*`. */
  readonly parts?: Readonly<Record<string, string | undefined>>;
}

/** A kind of resource, and how its deletion is told. */
export interface ResourceKind {
  /** ASFF resource type; `Other` where ASFF has none. */
  readonly type: string;
  /** `ec2` of `ec2.amazonaws.com` */
  readonly service: string;
  /** Names of the API calls, without the date that some services add. */
  readonly events: readonly string[];
  /** ARN with `{p}` partition, `{r}` Region, `{a}` account, `{id}` and members of the request parameters. */
  readonly arn: string;
  /** Where the ids stand in `requestParameters`. The first path with a text counts. */
  readonly paths?: readonly string[];
  /** Where the answer has the ARN: it knows more than the request. */
  readonly answered?: string;
  /** One endpoint for the partition: its findings are in any Region. */
  readonly global?: boolean;
  /** Its ARN may hold a path that the event does not tell. */
  readonly hasPath?: boolean;
  /** Ids that no other resource ever gets. */
  readonly unique?: boolean;
  /** Reads the resources where a path is not enough; an empty list: none is gone. */
  readonly find?: (record: DeletionRecord) => readonly Found[];
  /** Further ARNs under which findings know it. */
  readonly alsoKnownAs?: (arn: string) => readonly string[];
}
