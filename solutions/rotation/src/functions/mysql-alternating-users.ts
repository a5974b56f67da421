import { alternatingUsersSteps } from '../databases/alternating-users.ts';
import { mysql } from '../databases/mysql.ts';
import { rotationFunction } from '../frame/rotation-function.ts';

export const handler = rotationFunction(alternatingUsersSteps(mysql));
