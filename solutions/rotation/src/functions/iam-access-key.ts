import { rotationFunction } from '../frame/rotation-function.ts';
import { accessKeySteps } from '../iam/access-key.ts';

export const handler = rotationFunction(accessKeySteps());
