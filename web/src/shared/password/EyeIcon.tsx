/** An eye, crossed out while what it stands for is hidden. */
export function EyeIcon({ isOpen }: { isOpen: boolean }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" className="size-5 fill-none stroke-current stroke-[1.6]">
      <path
        d="M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12Z"
        strokeLinejoin="round"
      />
      <circle cx="12" cy="12" r="2.900" />
      {!isOpen && <path d="m4 20 16-16" strokeLinecap="round" />}
    </svg>
  );
}
