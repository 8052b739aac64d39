/** Two short tones, made on the spot: nothing is loaded. */

let context: AudioContext | undefined;

export function chime(isUrgent = false): void {
  try {
    context ??= new AudioContext();
    // before the first click a browser lets nothing sound, and would play it all at once later
    if (context.state !== "running") {
      void context.resume();
      return;
    }
    const now = context.currentTime;
    for (const [at, pitch] of isUrgent
      ? ([
          [0, 880],
          [0.14, 1175],
          [0.28, 1480],
        ] as const)
      : ([
          [0, 660],
          [0.16, 880],
        ] as const)) {
      const tone = context.createOscillator();
      const volume = context.createGain();
      tone.frequency.value = pitch;
      volume.gain.setValueAtTime(0.0001, now + at);
      volume.gain.exponentialRampToValueAtTime(0.12, now + at + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.0001, now + at + 0.14);
      tone.connect(volume).connect(context.destination);
      tone.start(now + at);
      tone.stop(now + at + 0.15);
    }
  } catch {
    // no sound on this machine: title and notification say it, too
  }
}
