import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { authRegister, type Registration } from '../../api';
import { session } from '../../shared/session';

/**
 * Make an account and sign in to it; or, where the deployment sends mail, have the address confirmed first. Should only
 * signing in fail, `isAccountReady` is true and trying again does not make the account again.
 */
export function useSignUp() {
  const [registered, setRegistered] = useState<string>();
  const signUp = useMutation({
    mutationFn: async (registration: Registration): Promise<'signed-in' | 'mail-sent'> => {
      if (registered !== registration.email) {
        const { data } = await authRegister({ body: registration });
        if (data.next === 'verify_email') return 'mail-sent';
        setRegistered(registration.email);
      }
      await session.signIn({ email: registration.email, password: registration.password });
      return 'signed-in';
    },
  });
  return { ...signUp, isAccountReady: registered !== undefined && registered === signUp.variables?.email };
}
