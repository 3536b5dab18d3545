import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { authRegister, type Registration } from '../../api';
import { session } from '../../shared/session';

/**
 * Make an account and sign in to it. Should only the second of the two fail, `isAccountReady` is true and trying again
 * does not make the account again.
 */
export function useSignUp() {
  const [registered, setRegistered] = useState<string>();
  const signUp = useMutation({
    mutationFn: async (registration: Registration) => {
      if (registered !== registration.email) {
        await authRegister({ body: registration });
        setRegistered(registration.email);
      }
      await session.signIn({ email: registration.email, password: registration.password });
    },
  });
  return { ...signUp, isAccountReady: registered !== undefined && registered === signUp.variables?.email };
}
