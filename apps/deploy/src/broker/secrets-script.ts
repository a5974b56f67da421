/** Where the tasks' shared volume is mounted. */
export const FOLDER = '/var/lib/gatehouse';
export const MASTER_KEY_FILE = `${FOLDER}/master.key`;
export const DATABASE_FILE = `${FOLDER}/database-url`;
export const ACCESS_POLICY_FILE = `${FOLDER}/access-policy.yaml`;
export const SMTP_PASSWORD_FILE = `${FOLDER}/smtp-password`;
export const DATA_FOLDER = `${FOLDER}/data`;

/**
 * ECS hands secrets to containers as environment variables, which crash reports and child processes show; Gatehouse reads files. A first
 * container, which ends before the broker starts, writes them to the task's own encrypted storage.
 */
export const SECRETS_SCRIPT = [
  'set -eu',
  'umask 077',
  `mkdir -p "$FOLDER/data/audit"`,
  `printf '%s\\n' "$MASTER_KEY" > "$FOLDER/master.key"`,
  `printf 'postgresql://%s:%s@%s:%s/%s?sslmode=verify-full\\n' "$DATABASE_USER" "$DATABASE_PASSWORD" "$DATABASE_HOST" "$DATABASE_PORT" "$DATABASE_NAME" > "$FOLDER/database-url"`,
  `printf '%s\\n' "$CHECKPOINT_KEY" > "$FOLDER/data/audit/checkpoint-key.pem"`,
  `printf '%s' "$ACCESS_POLICY" > "$FOLDER/access-policy.yaml"`,
  `if [ -n "\${SMTP_PASSWORD-}" ]; then printf '%s\\n' "$SMTP_PASSWORD" > "$FOLDER/smtp-password"; fi`,
].join('\n');
