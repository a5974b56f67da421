import type {
  BehaviourSettings,
  RuleOrigin,
  RuleParameters,
  RuleProblem,
  Severity,
  Technique,
} from './model.ts';

/** Reading is for whoever sees alerts; changing needs `securityhub:UpdateSecurityHubConfiguration`. */
export interface RuleRow {
  readonly id: string;
  readonly origin: RuleOrigin;
  readonly title: string;
  readonly description: string;
  readonly question: string | undefined;
  readonly techniques: readonly Technique[];
  readonly references: readonly string[];
  /** Filter patterns; empty for what no filter pattern says. */
  readonly patterns: readonly string[];
  /** It can be a metric filter of CloudWatch Logs. */
  readonly isMetricFilter: boolean;
  /** As it is shipped, and as it is set here. */
  readonly shippedSeverity: Severity;
  readonly severity: Severity;
  readonly enabled: boolean;
  /** Filter patterns for what it is not to speak of. */
  readonly exclusions: readonly string[];
  /** Alerts of it that are NEW or NOTIFIED. */
  readonly open: number;
  /** Was imported here and can be removed. */
  readonly imported: boolean;
}

/** Answer of `POST /api/detection/rules {}`. Rules of traps are in it for those who see traps. */
export interface RulesAnswer {
  readonly rules: readonly RuleRow[];
  readonly parameters: RuleParameters;
  readonly behaviour: BehaviourSettings;
  /** What of the defaults was changed. */
  readonly changed: {
    readonly parameters: readonly (keyof RuleParameters)[];
    readonly behaviour: readonly (keyof BehaviourSettings)[];
  };
}

/** Question of `POST /api/detection/rules/change`; answers the row. `null` is the shipped value again. */
export interface ChangeRule {
  readonly id: string;
  readonly enabled?: boolean | undefined;
  readonly severity?: Severity | null | undefined;
  readonly exclusions?: readonly string[] | undefined;
}

/** Question of `POST /api/detection/parameters/change`; what is named is replaced, `null` is the default again. Answers `RulesAnswer`. */
export interface ChangeParameters {
  readonly parameters?:
    | { readonly [Name in keyof RuleParameters]?: RuleParameters[Name] | null }
    | undefined;
  readonly behaviour?:
    | { readonly [Name in keyof BehaviourSettings]?: BehaviourSettings[Name] | null }
    | undefined;
}

/** Question of `POST /api/detection/rules/import`: Sigma rules and own ones, YAML. Those that can be read are kept. */
export interface ImportRules {
  readonly files: readonly { readonly name: string; readonly text: string }[];
  /** Nothing is kept. */
  readonly dryRun?: boolean | undefined;
}

export interface ImportRulesAnswer {
  readonly imported: readonly string[];
  readonly problems: readonly RuleProblem[];
}

/** One text or several for each of what it names; all that it names has to be so. Texts but accounts and addresses may hold `*`. */
export interface SuppressionForm {
  readonly name: string;
  readonly reason: string;
  /** RFC 3339; absent: it does not end. */
  readonly expires?: string | undefined;
  readonly rule?: readonly string[] | undefined;
  readonly actor?: readonly string[] | undefined;
  readonly account?: readonly string[] | undefined;
  /** Addresses and CIDR ranges. */
  readonly sourceIp?: readonly string[] | undefined;
  readonly userAgent?: readonly string[] | undefined;
  readonly resource?: readonly string[] | undefined;
  /** Filter patterns. */
  readonly pattern?: readonly string[] | undefined;
}

export interface SuppressionRow extends SuppressionForm {
  readonly id: string;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly expired: boolean;
  /** Signals that it held back since it is there, and the last one. */
  readonly held: number;
  readonly lastHeldAt: string | undefined;
}

/** Answer of `POST /api/detection/suppressions {}`, of `…/suppressions/add` (SuppressionForm) and `…/suppressions/remove` ({"id"}). */
export interface SuppressionsAnswer {
  readonly suppressions: readonly SuppressionRow[];
}

/** Who changed which setting; answer of `POST /api/detection/changes {"after"?}`, the latest first. */
export interface ChangesAnswer {
  readonly changes: readonly {
    readonly at: string;
    readonly by: string;
    /** `rule cis.root-use`, `parameters`, `suppression known scanner` */
    readonly what: string;
    readonly before: unknown;
    readonly after: unknown;
  }[];
  readonly next: string | undefined;
}
