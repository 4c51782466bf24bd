package org.spikebook.lab.target;

/**
 * A target and what we computed for it.
 *
 * @param target the target
 * @param ours our value, a {@code Number}, a text, or a {@link Target.Open}
 * @param verdict whether the two agree
 */
public record TargetResult(Target target, Object ours, Verdict verdict) {

    static TargetResult of(Target target, Object ours) {
        return new TargetResult(target, ours, target.judge(ours));
    }
}
