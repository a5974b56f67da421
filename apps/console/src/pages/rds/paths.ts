export const databasePath = (id: string): string => `/rds/databases/${encodeURIComponent(id)}`;

export const snapshotPath = (id: string): string => `/rds/snapshots/${encodeURIComponent(id)}`;

/** Whether something is on its way to another state. */
export const isMoving = (status: string | undefined): boolean =>
  status !== undefined && status !== 'available' && status !== 'stopped';
