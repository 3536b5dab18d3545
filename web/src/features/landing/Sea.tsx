import { Logo } from '../../shared/ui/Logo';

/** A fulmar low over the waves, where the page turns into water. Decorative. */
export function Sea() {
  return (
    <div className="relative -mb-px">
      <Logo className="absolute bottom-8 left-[38%] size-14 sm:bottom-10 sm:size-20" />
      <svg viewBox="0 0 1440 72" preserveAspectRatio="none" aria-hidden="true" className="block h-12 w-full sm:h-16">
        <path
          className="fill-none stroke-sea/25"
          vectorEffect="non-scaling-stroke"
          d="M0 30c160-24 300-24 460 0s320 24 500 0 320-24 480 0"
        />
        <path
          className="fill-none stroke-sea/45"
          vectorEffect="non-scaling-stroke"
          d="M0 44c200-22 340-18 520 2s330 16 470-4 300-18 450 2"
        />
        <path className="fill-raised" d="M0 56c180-18 330-14 500 2s340 14 480-2 300-14 460 2v16H0Z" />
      </svg>
    </div>
  );
}
