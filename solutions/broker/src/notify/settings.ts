/** Where notices go beside the mailboxes of the people concerned. */
export interface NotifySettings {
  /** Console address that links lead to, without a slash at its end. */
  readonly consoleUrl: () => string;
  /** An SNS topic that hears of everything, in the broker's own account. */
  readonly topicArn?: string | undefined;
  /** Incoming-webhook URLs are secrets: they come from files, and are in no log. */
  readonly slackWebhookUrl?: string | undefined;
  readonly teamsWebhookUrl?: string | undefined;
}
