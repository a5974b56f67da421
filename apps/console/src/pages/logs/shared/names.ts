export const groupPath = (group: string): string => `/logs/groups/${encodeURIComponent(group)}`;

export const streamPath = (group: string, stream: string): string =>
  `${groupPath(group)}/streams/${encodeURIComponent(stream)}`;

/** CloudWatch Logs tells times in milliseconds. */
export const isoOf = (milliseconds: number | undefined): string | undefined =>
  milliseconds === undefined ? undefined : new Date(milliseconds).toISOString();
