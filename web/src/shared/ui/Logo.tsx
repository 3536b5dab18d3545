/** A fulmar in a banked glide: stiff wings, grey back, amber beak. Decorative; what it links to has the name. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={className}>
      <path className="fill-beak" d="m11.600 10.800-7.600-2.600 6 5.400Z" />
      <path
        className="fill-field"
        d="M8.600 8.200c6.800.4 12.800 6 15.400 16.200-8.400-1.400-13.800-7.400-15.400-16.200Z"
      />
      <path
        className="fill-sea"
        d="M1 24.400C7.800 13.900 18.600 8.100 31 6.800 24.200 15.500 13.600 22.200 1 24.400Z"
      />
    </svg>
  );
}
