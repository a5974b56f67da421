import type { OperationDefinition } from '@gatehouse/service-kit';
import {
  adminInitiateAuth,
  adminRespondToAuthChallenge,
  initiateAuth,
  respondToAuthChallenge,
} from './operations/auth.ts';
import {
  changePassword,
  deleteUser,
  getUser,
  getUserAuthFactors,
} from './operations/self-service.ts';
import {
  associateSoftwareToken,
  setUserMfaPreference,
  verifySoftwareToken,
} from './operations/software-token.ts';
import {
  adminUserGlobalSignOut,
  getTokensFromRefreshToken,
  globalSignOut,
  revokeToken,
} from './operations/tokens.ts';
import {
  deleteUserAttributes,
  getUserAttributeVerificationCode,
  updateUserAttributes,
  verifyUserAttribute,
} from './operations/user-attributes.ts';
import type { SignInParts } from './sign-in-parts.ts';

/** What people do for themselves: sign in and out, and see to their account. */
export const signInOperations = (
  parts: SignInParts,
): Readonly<Record<string, OperationDefinition>> => ({
  AdminInitiateAuth: adminInitiateAuth(parts),
  AdminRespondToAuthChallenge: adminRespondToAuthChallenge(parts),
  AdminUserGlobalSignOut: adminUserGlobalSignOut(parts),
  AssociateSoftwareToken: associateSoftwareToken(parts),
  ChangePassword: changePassword(parts),
  DeleteUser: deleteUser(parts),
  DeleteUserAttributes: deleteUserAttributes(parts),
  GetTokensFromRefreshToken: getTokensFromRefreshToken(parts),
  GetUser: getUser(parts),
  GetUserAttributeVerificationCode: getUserAttributeVerificationCode(parts),
  GetUserAuthFactors: getUserAuthFactors(parts),
  GlobalSignOut: globalSignOut(parts),
  InitiateAuth: initiateAuth(parts),
  RespondToAuthChallenge: respondToAuthChallenge(parts),
  RevokeToken: revokeToken(parts),
  SetUserMFAPreference: setUserMfaPreference(parts),
  UpdateUserAttributes: updateUserAttributes(parts),
  VerifySoftwareToken: verifySoftwareToken(parts),
  VerifyUserAttribute: verifyUserAttribute(parts),
});
