package org.spikebook.lab.figure;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where an axis has ticks and what is written there.
 *
 * @param major ticks with a label
 * @param minor ticks without, of log axes
 * @param plotlyStep plotly's {@code dtick} for the same ticks, of log axes
 */
record Ticks(List<Tick> major, List<Double> minor, Optional<String> plotlyStep) {

    /** One labelled tick. */
    record Tick(double at, String label) {
    }

    private static final double[] NICE = {1, 2, 5, 10};
    private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    /** Ticks at multiples of 1, 2 or 5 times a power of ten, one in about {@code spacing} pixels. */
    static Ticks forLinear(double low, double high, double length, double spacing) {
        double rough = (high - low) / Math.max(2, length / spacing);
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double step = power * 10;
        for (double nice : NICE) {
            if (nice * power >= rough * 0.999) {
                step = nice * power;
                break;
            }
        }
        List<Tick> ticks = new ArrayList<>();
        long first = (long) Math.ceil(low / step - 1e-9);
        long last = (long) Math.floor(high / step + 1e-9);
        BigDecimal exact = new BigDecimal(step, new MathContext(3));
        for (long i = first; i <= last; i++) {
            BigDecimal at = exact.multiply(BigDecimal.valueOf(i));
            ticks.add(new Tick(at.doubleValue(), plain(at, Math.max(Math.abs(low), Math.abs(high)))));
        }
        return new Ticks(ticks, List.of(), Optional.empty());
    }

    /** Ticks at powers of ten, at 1, 2 and 5 times those where there are few, or in even steps within less than a decade; the others of 1 to 9 are minor. */
    static Ticks forLog(double low, double high, double length) {
        double from = Math.log10(low);
        double to = Math.log10(high);
        int decades = (int) Math.floor(to + 1e-9) - (int) Math.ceil(from - 1e-9) + 1;
        List<Tick> major = new ArrayList<>();
        List<Double> minor = new ArrayList<>();
        if (to - from < 0.7) {
            List<Tick> even = forLinear(low, high, length, 55).major;
            for (int p = (int) Math.floor(from); p <= (int) Math.ceil(to); p++) {
                for (int digit = 1; digit <= 9; digit++) {
                    double at = BigDecimal.valueOf(digit).scaleByPowerOfTen(p).doubleValue();
                    if (at >= low && at <= high && even.stream().noneMatch(t -> Math.abs(t.at - at) <= 1e-9 * at)) {
                        minor.add(at);
                    }
                }
            }
            return new Ticks(even, minor, Optional.empty());
        }
        boolean fine = decades < 3;
        int every = Math.max(1, (int) Math.ceil((to - from) * 34 / length));
        boolean powers = Math.max(Math.abs(from), Math.abs(to)) > 3.5;
        for (int p = (int) Math.floor(from) - 1; p <= (int) Math.ceil(to); p++) {
            for (int digit = 1; digit <= 9; digit++) {
                double at = BigDecimal.valueOf(digit).scaleByPowerOfTen(p).doubleValue();
                if (at < low * (1 - 1e-9) || at > high * (1 + 1e-9)) {
                    continue;
                }
                boolean labelled = digit == 1 ? Math.floorMod(p, every) == 0 : fine && (digit == 2 || digit == 5);
                if (labelled) {
                    major.add(new Tick(at, power(digit, p, powers)));
                } else if (every == 1) {
                    minor.add(at);
                }
            }
        }
        return new Ticks(major, minor, Optional.of(fine ? "D2" : Integer.toString(every)));
    }

    private static String power(int digit, int exponent, boolean powers) {
        if (!powers) {
            return BigDecimal.valueOf(digit).scaleByPowerOfTen(exponent).toPlainString();
        }
        var text = new StringBuilder(digit == 1 ? "10" : digit + "×10");
        if (exponent < 0) {
            text.append('⁻');
        }
        for (char c : Integer.toString(Math.abs(exponent)).toCharArray()) {
            text.append(SUPERSCRIPTS.charAt(c - '0'));
        }
        return text.toString();
    }

    private static String plain(BigDecimal at, double largest) {
        if (at.signum() == 0) {
            return "0";
        }
        if (largest >= 1e6 || largest < 1e-3) {
            int exponent = (int) Math.floor(Math.log10(largest));
            BigDecimal mantissa = at.scaleByPowerOfTen(-exponent).stripTrailingZeros();
            String sign = mantissa.signum() < 0 ? "-" : "";
            return sign + mantissa.abs().toPlainString() + power(1, exponent, true).replaceFirst("^10", "×10");
        }
        BigDecimal stripped = at.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0).toPlainString() : stripped.toPlainString();
    }
}
