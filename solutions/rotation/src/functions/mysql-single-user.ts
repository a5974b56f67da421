import { mysql } from '../databases/mysql.ts';
import { singleUserSteps } from '../databases/single-user.ts';
import { rotationFunction } from '../frame/rotation-function.ts';

export const handler = rotationFunction(singleUserSteps(mysql));
