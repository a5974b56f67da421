import type { Priority } from '../alerts/alert.ts';

type Label = 'CRITICAL' | 'HIGH' | 'MEDIUM' | 'INFORMATIONAL';

const LABELS: Readonly<Record<Priority, Label>> = {
  Emergency: 'CRITICAL',
  Alert: 'CRITICAL',
  Critical: 'CRITICAL',
  Error: 'HIGH',
  Warning: 'HIGH',
  Notice: 'MEDIUM',
  Informational: 'INFORMATIONAL',
  Debug: 'INFORMATIONAL',
};

/** ASFF severity of a priority. */
export const severityOf = (
  priority: Priority,
): { readonly Label: Label; readonly Original: Priority } => ({
  Label: LABELS[priority],
  Original: priority,
});
