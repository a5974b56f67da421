export { RotationFailure } from './errors.ts';
export { type Fields, fieldsOf, optionalText, requiredText } from './json-secret.ts';
export type { PendingRotation, Rotation, RotationSteps } from './model.ts';
export { newPassword } from './password.ts';
export { rotationFunction } from './rotation-function.ts';
export type { RotationTools } from './tools.ts';
