import { accountText } from '../../text/account';

/** Stands beside an address at which a mail was answered. */
export function VerifiedMark() {
  return (
    <span className="flex-none rounded-full bg-calm-soft px-2.5 py-0.5 text-xs font-semibold text-calm">
      {accountText.profile.verified}
    </span>
  );
}
