import type {
  DecodeAuthorizationMessageRequest,
  DecodeAuthorizationMessageResponse,
} from '@aws-sdk/client-sts';
import { reads } from '@gatehouse/service-kit';
import type { StsParts } from '../deps.ts';
import { invalidMessage } from '../errors.ts';

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html */
export const decodeAuthorizationMessage = ({ messages }: Pick<StsParts, 'messages'>) =>
  reads<DecodeAuthorizationMessageRequest, DecodeAuthorizationMessageResponse>(
    { limits: { EncodedMessage: { minLength: 1, maxLength: 10_240 } } },
    async ({ EncodedMessage = '' }, call) => {
      await call.authorize('sts:DecodeAuthorizationMessage', '*');
      const DecodedMessage = messages.decode(EncodedMessage);
      if (DecodedMessage === undefined) throw invalidMessage();
      return { DecodedMessage };
    },
  );
