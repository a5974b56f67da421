import type { Migration } from '@gatehouse/store';

export const materialMigrations: readonly Migration[] = [];
