export type ControlType = 'SERVICE_CONTROL_POLICY' | 'RESOURCE_CONTROL_POLICY';

export const CONTROL_TYPES: readonly (readonly [ControlType, string])[] = [
  ['SERVICE_CONTROL_POLICY', 'Service control policies'],
  ['RESOURCE_CONTROL_POLICY', 'Resource control policies'],
];

export const controlName = (type: string | undefined): string =>
  type === 'RESOURCE_CONTROL_POLICY' ? 'Resource control policy' : 'Service control policy';
