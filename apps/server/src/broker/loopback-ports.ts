/** A command's browser comes back to one of these; Cognito takes no other than those that a client lists. */
export const LOOPBACK_PORTS: readonly number[] = [14_580, 14_581, 14_582, 14_583];
