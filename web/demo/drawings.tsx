import type { ComponentChildren } from "preact";

/** A lark going up: a body that turns into a tail, and one raised wing. */
export const Logo = () => (
  <svg class="logo" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <path
      fill="var(--accent)"
      d="M3 23.2c6.8-.3 11.2-2.9 13.4-7.8 1.5-3.3 3.9-5.4 7.1-6.200l5-1.2-3 3.700c0 8.1-5.4 13-13.3 13-3.4 0-6.6-.5-9.2-1.500Z"
    />
    <path
      d="M5 5.500c6 1.3 10 4 12.1 8.2"
      stroke="var(--wheat)"
      stroke-width="3.2"
      fill="none"
      stroke-linecap="round"
    />
  </svg>
);

const line = (children: ComponentChildren) => (
  <svg
    class="icon"
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="1.7"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
    focusable="false"
  >
    {children}
  </svg>
);

export const SearchIcon = () => line(<path d="m20 20-4.7-4.700M17 10.500a6.5 6.5 0 1 1-13 0 6.5 6.5 0 0 1 13 0Z" />);
export const SunIcon = () =>
  line(
    <>
      <circle cx="12" cy="12" r="4" />
      <path d="M12 3v2m0 14v2M3 12h2m14 0h2M5.6 5.6 7 7m10 10 1.4 1.400m0-12.800L17 7M7 17l-1.4 1.4" />
    </>,
  );
export const MoonIcon = () => line(<path d="M20 14.200A8.2 8.2 0 0 1 9.8 4 8.2 8.2 0 1 0 20 14.200Z" />);
export const AutoIcon = () =>
  line(
    <>
      <circle cx="12" cy="12" r="8.2" />
      <path d="M12 3.800v16.400a8.2 8.2 0 0 0 0-16.400Z" fill="currentColor" />
    </>,
  );
export const MailIcon = () =>
  line(
    <>
      <path d="M4.500 6h15A1.500 1.500 0 0 1 21 7.500v9a1.500 1.500 0 0 1-1.500 1.500h-15A1.500 1.500 0 0 1 3 16.500v-9A1.500 1.500 0 0 1 4.500 6Z" />
      <path d="m3.500 7 8.500 6.500L20.500 7" />
    </>,
  );
export const PersonIcon = () =>
  line(
    <>
      <circle cx="12" cy="8.500" r="3.700" />
      <path d="M4.500 20c.7-3.700 3.700-5.800 7.500-5.800s6.800 2.100 7.500 5.800" />
    </>,
  );
export const ArrowIcon = ({ back = false }: { back?: boolean }) =>
  line(<path d={back ? "m14.5 6-6 6 6 6" : "m9.5 6 6 6-6 6"} />);
export const ChatIcon = () =>
  line(
    <path d="M20.5 11.400c0 4.1-3.8 7.4-8.5 7.4-1 0-2-.2-2.9-.4L4.6 20l1-3.600c-1.3-1.3-2.1-3-2.1-5C3.5 7.3 7.3 4 12 4s8.5 3.3 8.5 7.400Z" />,
  );
export const StarIcon = () => (
  <svg class="star" viewBox="0 0 24 24" fill="currentColor" aria-hidden="true" focusable="false">
    <path d="m12 3.5 2.6 5.4 5.9.8-4.3 4.1 1 5.9-5.2-2.8-5.2 2.8 1-5.900L3.5 9.700l5.9-.8Z" />
  </svg>
);

/** Ears of wheat along the lower edge, each leaning and rising by its place, the same on every visit. */
const BLADES = Array.from({ length: 84 }, (_, index) => {
  const sway = Math.sin(index * 12.9898) * 43758.5453;
  const chance = sway - Math.floor(sway);
  const x = index * 17.5 + chance * 12;
  return { x, top: 586 - chance * 46 + Math.sin(index / 9) * 14, lean: 8 + chance * 14 };
});
const STEMS = BLADES.map(({ x, top, lean }) => `M${x} 624Q${x} ${top + 22} ${x + lean} ${top}`).join("");
const EARS = BLADES.map(({ x, top, lean }) => `M${x + lean} ${top}l${lean * 0.35} -15`).join("");

/** The front page's picture: the field at first light, and in the dark theme at night. Colours are in home.css. */
export const Field = () => (
  <svg class="field" viewBox="0 0 1440 620" preserveAspectRatio="xMaxYMax slice" aria-hidden="true" focusable="false">
    <circle class="field-sun-glow" cx="1060" cy="345" r="210" />
    <circle class="field-sun" cx="1060" cy="345" r="92" />
    <g class="field-stars">
      <circle cx="720" cy="70" r="2" />
      <circle cx="840" cy="160" r="1.5" />
      <circle cx="905" cy="60" r="2.4" />
      <circle cx="1200" cy="90" r="2" />
      <circle cx="1290" cy="190" r="1.6" />
      <circle cx="1380" cy="70" r="2.2" />
      <circle cx="600" cy="130" r="1.5" />
    </g>
    <path class="field-1" d="M0 500c120-20 250-14 390-44s260-98 410-56 200 70 310 40 210-80 330-30v300H0Z" />
    <path class="field-2" d="M0 480c180 10 260-50 430-30s240 60 420 10 230-90 370-70 160 40 220 30v200H0Z" />
    <path class="field-3" d="M0 530c200-40 330 10 520 0s280-60 470-40 270 60 450 10v120H0Z" />
    <path class="field-4" d="M0 585c240-40 420 0 640-10s400-50 800-14v60H0Z" />
    <g class="field-tent">
      <path d="M1118 536 1172 446l62 86Z" class="field-tent-front" />
      <path d="M1172 446 1234 532l44-6Z" class="field-tent-side" />
      <path d="M1150 535 1172 470l20 64Z" class="field-tent-door" />
    </g>
    <g class="field-grass">
      <path d={STEMS} />
      <path class="field-ears" d={EARS} />
    </g>
    <g class="field-birds">
      <path d="M846 262c10 2 18 8 22 17 4-11 14-19 28-22-8 7-12 15-13 24-4 6-11 9-21 8l-12 2 6-6c-1-9-4-17-10-23Z" />
      <path d="M782 330c7 1 12 5 15 11 3-7 9-13 19-15-6 5-8 10-9 16-3 4-7 6-14 5l-8 2 4-4c0-6-3-11-7-15Z" />
      <path d="M930 196c6 1 10 4 12 9 3-6 8-10 15-12-4 4-6 8-7 13-2 3-6 5-11 4l-7 1 3-3c0-5-2-9-5-12Z" />
    </g>
  </svg>
);
