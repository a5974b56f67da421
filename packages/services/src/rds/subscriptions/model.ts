export interface SubscriptionDetails {
  /** As it was spelled; RDS finds it in any case. */
  readonly name: string;
  readonly topic: string;
  readonly sourceType?: string | undefined;
  readonly sourceIds: readonly string[];
  readonly categories: readonly string[];
  readonly enabled: boolean;
}
