import type { Migration } from '@gatehouse/store';

export const grantMigrations: readonly Migration[] = [];
