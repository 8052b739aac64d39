import type { ComponentChildren } from "preact";

const icon = (children: ComponentChildren) => (
  <svg
    class="icon"
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="1.8"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
    focusable="false"
  >
    {children}
  </svg>
);

export const ChatIcon = () =>
  icon(
    <>
      <path d="M20.5 11.4c0 4.1-3.8 7.4-8.5 7.4-1 0-2-.2-2.9-.4L4.6 20l1-3.6c-1.3-1.3-2.1-3-2.1-5C3.5 7.3 7.3 4 12 4s8.5 3.3 8.5 7.4Z" />
      <path d="M8.5 10h7M8.5 13.2h4.5" />
    </>,
  );
export const CloseIcon = () => icon(<path d="m6 6 12 12M18 6 6 18" />);
export const MinimiseIcon = () => icon(<path d="m5 9 7 7 7-7" />);
export const SendIcon = () => icon(<path d="M12 19V5m0 0-6 6m6-6 6 6" />);
export const RenewIcon = () => icon(<path d="M12 5v14M5 12h14" />);
export const BackIcon = () => icon(<path d="m14.5 6-6 6 6 6" />);
export const ForwardIcon = () => icon(<path d="m9.5 6 6 6-6 6" />);
export const DownIcon = () => icon(<path d="M12 5v14m0 0 6-6m-6 6-6-6" />);
export const ClipIcon = () =>
  icon(
    <path d="m19.5 11.500-7.600 7.600a4.600 4.600 0 0 1-6.500-6.500l8-8a3.100 3.100 0 0 1 4.400 4.400l-7.900 7.900a1.500 1.500 0 0 1-2.200-2.200l7.100-7.100" />,
  );
export const TaskIcon = () =>
  icon(<path d="M4 12a8 8 0 0 1 13.700-5.600L20 8.500M20 4v4.500h-4.500M20 12a8 8 0 0 1-8 8" />);
export const StarIcon = () => (
  <svg class="icon star" viewBox="0 0 24 24" fill="currentColor" aria-hidden="true" focusable="false">
    <path d="m12 3.5 2.6 5.4 5.9.8-4.3 4.1 1 5.9-5.2-2.8-5.2 2.8 1-5.9L3.5 9.7l5.9-.8Z" />
  </svg>
);
