import { alternatingUsersSteps } from '../databases/alternating-users.ts';
import { postgres } from '../databases/postgres.ts';
import { rotationFunction } from '../frame/rotation-function.ts';

export const handler = rotationFunction(alternatingUsersSteps(postgres));
