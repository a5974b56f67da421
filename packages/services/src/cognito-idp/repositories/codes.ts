import type { Tx } from '@gatehouse/store';

export interface StoredCode {
  /** Undefined once it was used: what was sent still counts. */
  readonly hash: Uint8Array | undefined;
  /** What the code proves, where that can change meanwhile: the email address that it went to. */
  readonly subject: string | undefined;
  readonly expiresAt: Date;
  readonly attempts: number;
  /** Messages sent since `windowStartedAt`. */
  readonly sent: number;
  readonly windowStartedAt: Date;
}

interface CodeRow {
  readonly hash: Uint8Array | null;
  readonly subject: string | null;
  readonly expires_at: number;
  readonly attempts: number;
  readonly sent: number;
  readonly window_started_at: number;
}

export const codeRows = {
  async find(tx: Tx, sub: string, purpose: string): Promise<StoredCode | undefined> {
    const row = await tx.get<CodeRow>('SELECT * FROM cognito_code WHERE sub = ? AND purpose = ?', [
      sub,
      purpose,
    ]);
    if (row === undefined) return undefined;
    return {
      hash: row.hash ?? undefined,
      subject: row.subject ?? undefined,
      expiresAt: new Date(row.expires_at),
      attempts: row.attempts,
      sent: row.sent,
      windowStartedAt: new Date(row.window_started_at),
    };
  },

  async put(tx: Tx, sub: string, purpose: string, code: StoredCode): Promise<void> {
    await tx.run(
      `INSERT INTO cognito_code (sub, purpose, hash, subject, expires_at, attempts, sent, window_started_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (sub, purpose) DO UPDATE SET hash = excluded.hash, subject = excluded.subject,
         expires_at = excluded.expires_at, attempts = excluded.attempts, sent = excluded.sent,
         window_started_at = excluded.window_started_at`,
      [
        sub,
        purpose,
        code.hash ?? null,
        code.subject ?? null,
        code.expiresAt.getTime(),
        code.attempts,
        code.sent,
        code.windowStartedAt.getTime(),
      ],
    );
  },

  async remove(tx: Tx, sub: string, purpose: string): Promise<void> {
    await tx.run('DELETE FROM cognito_code WHERE sub = ? AND purpose = ?', [sub, purpose]);
  },
};
