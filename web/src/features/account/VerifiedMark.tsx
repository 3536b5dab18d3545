import { markStyle } from '../../shared/ui/mark-style';
import { accountText } from '../../text/account';

/** Stands beside an address that was confirmed. */
export function VerifiedMark() {
  return <span className={markStyle('good')}>{accountText.profile.verified}</span>;
}
