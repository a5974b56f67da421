import { rotationFunction } from '../frame/rotation-function.ts';
import { httpTokenSteps } from '../web/http-token.ts';

export const handler = rotationFunction(httpTokenSteps());
