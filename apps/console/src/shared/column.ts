import type { ReactNode } from 'react';

/** A column of AwsTable. */
export interface Column<Item> {
  readonly id: string;
  readonly header: string;
  readonly cell: (item: Item) => ReactNode;
  /** What sorting and filtering go by; without it the column does neither. */
  readonly text?: (item: Item) => string | number | undefined;
  readonly width?: number;
  readonly isRowHeader?: boolean;
}
