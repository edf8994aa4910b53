// Writing many moments: those that follow each other are of the same day, and writing a date takes ten times as long as the rest.

const DAY = 86_400;
const TWO = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));

/** @returns a function that writes whole seconds since 1970 as `2026-11-20T10:00:00Z`, as `formatInstant` does */
export function momentWriter(): (seconds: number) => string {
  let [known, date] = [Number.NaN, ''];
  return (seconds) => {
    const day = Math.floor(seconds / DAY);
    if (day !== known) [known, date] = [day, new Date(day * DAY * 1_000).toISOString().slice(0, 11)];
    const rest = seconds - day * DAY;
    const [hour, minute] = [Math.floor(rest / 3_600), Math.floor((rest % 3_600) / 60)];
    return `${date}${TWO[hour]}:${TWO[minute]}:${TWO[rest % 60]}Z`;
  };
}
