import { postgres } from '../databases/postgres.ts';
import { singleUserSteps } from '../databases/single-user.ts';
import { rotationFunction } from '../frame/rotation-function.ts';

export const handler = rotationFunction(singleUserSteps(postgres));
