import type { Migration } from '@gatehouse/store';

export const keyMigrations: readonly Migration[] = [];
