import type {
  AutomationRulesFindingFilters,
  AwsSecurityFinding,
  AwsSecurityFindingFilters,
  BatchUpdateFindingsRequest,
  SortCriterion,
} from '@aws-sdk/client-securityhub';
import type { Position } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';

/** Security Hub of one account in one Region: who owns findings, and where events go. */
export interface HubRef {
  readonly account: string;
  readonly region: string;
}

/** An account whose findings of these Regions somebody sees and may update. */
export interface VisibleAccount {
  readonly account: string;
  readonly regions: readonly string[];
}

/** What the findings ask of the side that knows subscriptions, members, aggregation and rules. */
export interface Hubs {
  /** Whether the account is subscribed to Security Hub there. */
  isEnabled(tx: Tx, hub: HubRef): Promise<boolean>;
  /**
   * Whose findings a caller of this account sees, and may update, when it asks in this Region: its own; as the
   * administrator also those of its enabled members; in the aggregation Region also those of the linked Regions.
   */
  visibility(tx: Tx, hub: HubRef): Promise<readonly VisibleAccount[]>;
  /**
   * The hubs that hear of the owner's findings, the owner's own first: then its administrator in the same Region, and the
   * aggregation Region of each.
   */
  audience(tx: Tx, owner: HubRef): Promise<readonly HubRef[]>;
  /** Whether findings of this product (not the account's default one) may be imported there. */
  mayImport(tx: Tx, hub: HubRef, productArn: string): Promise<boolean>;
  /** Company and product name of a product, as findings show them; undefined for one that is not known. */
  product(productArn: string): { readonly company: string; readonly name: string } | undefined;
  /**
   * The enabled automation rules that apply to the owner's findings, compiled: given a new or updated finding they answer
   * its changes, in rule order. Undefined when there are none.
   */
  automation(tx: Tx, owner: HubRef): Promise<AutomationRules | undefined>;
}

export type AutomationRules = (finding: AwsSecurityFinding) => readonly AutomationChange[];

export interface AutomationChange {
  readonly ruleArn: string;
  readonly change: FindingChange;
}

/** A stored finding, complete as GetFindings shows it. */
export interface FindingRecord extends HubRef {
  readonly finding: AwsSecurityFinding;
}

export interface FindingQuery {
  readonly visible: readonly VisibleAccount[];
  /** Checked by `findings.requireFilters` before. */
  readonly filters?: AwsSecurityFindingFilters | undefined;
}

export interface FindingPageQuery extends FindingQuery {
  readonly sort?: readonly SortCriterion[] | undefined;
  /** `after`: the `next` of the page before. At most 100. */
  readonly page: { readonly after?: Position | undefined; readonly limit: number };
}

export interface FindingPage {
  readonly records: readonly FindingRecord[];
  /** Where the next page begins; undefined on the last one. */
  readonly next: Position | undefined;
}

/** What customers (BatchUpdateFindings) and rules may change; a member that is absent stays as it is. */
export type FindingChange = Omit<BatchUpdateFindingsRequest, 'FindingIdentifiers'>;

/** Who changes findings, for their history. */
export interface FindingEditor {
  readonly type: 'BATCH_UPDATE_FINDINGS' | 'BATCH_IMPORT_FINDINGS';
  /** ARN of the caller, or of the automation rule. */
  readonly identity: string;
}

export interface FindingId {
  readonly Id: string;
  readonly ProductArn: string;
}

/** The front door of the findings, for insights, rules, actions and retention of hubs. */
export interface Findings {
  /** Throws InvalidInputException in AWS's words for filters that it does not take. */
  requireFilters(filters: AwsSecurityFindingFilters | AutomationRulesFindingFilters): void;
  /** A predicate over one finding with GetFindings' own comparisons: for automation rules. */
  matcher(
    filters: AwsSecurityFindingFilters | AutomationRulesFindingFilters,
    now: Date,
  ): (finding: AwsSecurityFinding) => boolean;
  query(tx: Tx, query: FindingPageQuery, now: Date): Promise<FindingPage>;
  count(tx: Tx, query: FindingQuery, now: Date): Promise<number>;
  /** How many findings have each value of a GroupByAttribute (a filter's name), most first, at most `limit` (100). */
  groupBy(
    tx: Tx,
    query: FindingQuery,
    attribute: string,
    now: Date,
    limit?: number,
  ): Promise<readonly { readonly value: string; readonly count: number }[]>;
  /** True for what GetInsightResults may group by. */
  isGroupable(attribute: string): boolean;
  /** The findings of these identifiers that are visible; others are absent. */
  find(
    tx: Tx,
    visible: readonly VisibleAccount[],
    ids: readonly FindingId[],
  ): Promise<readonly FindingRecord[]>;
  /** Changes findings as BatchUpdateFindings does, with history and events; answers those that are not visible. */
  apply(
    tx: Tx,
    visible: readonly VisibleAccount[],
    ids: readonly FindingId[],
    change: FindingChange,
    by: FindingEditor,
    now: Date,
  ): Promise<{ readonly missing: readonly FindingId[] }>;
  /** Removes what an account has in a Region, when Security Hub is disabled there (in slices, by due work). */
  removeAll(tx: Tx, owner: HubRef, now: Date): Promise<void>;
}
