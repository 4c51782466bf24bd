package org.spikebook.session;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.spikebook.lab.display.Html;
import org.spikebook.lab.display.MimeBundle;
import org.spikebook.progress.ProgressDisplay;

/**
 * Progress where it can be seen: work started by a cell gets a bar below it, which ends as one line; other work gets a bar on the
 * terminal, or nothing where standard error is no terminal.
 */
public final class ProgressBars implements ProgressDisplay {

    /** Made by {@link java.util.ServiceLoader}. */
    public ProgressBars() {
    }

    @Override
    public Handle open(String task, long total, String unit) {
        Optional<Session> session = Session.current();
        if (session.isPresent()) {
            return new CellBar(session.get(), task, total, unit);
        }
        return System.console() == null ? new NoBar() : new TerminalBar(task, total, unit);
    }

    /** A bar below the cell: a display that is updated. */
    private static final class CellBar implements Handle {

        private static final long SHOW_NANOS = 200_000_000;
        /** Shorter work shows nothing. */
        private static final long WORTH_NANOS = 400_000_000;
        /** From one picture to the next. */
        private static final long PICTURE_NANOS = 1_000_000_000;

        private final Session session;
        private final String id = UUID.randomUUID().toString();
        private final String task;
        private final long total;
        private final String unit;
        private final long start = System.nanoTime();
        private long shownAt = start + WORTH_NANOS - SHOW_NANOS;
        private boolean displayed;
        private long last;
        private String remark = "";
        private final String pictureId = UUID.randomUUID().toString();
        private Optional<Object> picture = Optional.empty();
        private long pictureAt;
        private boolean pictureDisplayed;

        CellBar(Session session, String task, long total, String unit) {
            this.session = session;
            this.task = task;
            this.total = total;
            this.unit = unit;
        }

        @Override
        public synchronized void show(long done) {
            last = Math.max(last, done);
            long now = System.nanoTime();
            if (now - shownAt >= SHOW_NANOS) {
                shownAt = now;
                post(bar(now - start));
            }
        }

        @Override
        public synchronized void remark(String text) {
            remark = text;
        }

        @Override
        public synchronized void picture(Object value) {
            picture = Optional.of(value);
            if (displayed && System.nanoTime() - pictureAt >= PICTURE_NANOS) {
                draw();
            }
        }

        private void draw() {
            if (picture.isEmpty()) {
                return;
            }
            MimeBundle drawn = Cell.render(picture.get());
            picture = Optional.empty();
            pictureAt = System.nanoTime();
            if (pictureDisplayed) {
                session.output().post(sink -> sink.updateDisplay(pictureId, drawn));
            } else {
                pictureDisplayed = true;
                session.output().post(sink -> sink.display(drawn, pictureId));
            }
        }

        @Override
        public synchronized void close(long done) {
            if (!displayed && System.nanoTime() - start < WORTH_NANOS) {
                return;
            }
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            String amount = total < 0 || done >= total ? count(done) : "stopped after " + done + " of " + count(total);
            post(MimeBundle.of(task + ": " + amount + " in " + text(took) + (remark.isEmpty() ? "" : ", " + remark)));
            draw();
        }

        private MimeBundle bar(long nanos) {
            var line = new StringBuilder(task).append(": ");
            if (total < 0) {
                line.append(count(last));
            } else {
                line.append(last).append(" of ").append(count(total));
            }
            line.append(", ").append(text(Duration.ofNanos(nanos)));
            if (total > 0 && last > 0 && last < total) {
                line.append(", about ").append(text(Duration.ofNanos((long) (nanos * ((double) (total - last) / last))))).append(" left");
            }
            if (!remark.isEmpty()) {
                line.append(", ").append(remark);
            }
            String html = "<progress style=\"vertical-align:middle;width:16em\""
                    + (total > 0 ? " max=\"" + total + "\" value=\"" + Math.min(last, total) + "\"" : "") + "></progress> "
                    + "<span>" + Html.escape(line.toString()) + "</span>";
            return MimeBundle.of(line.toString()).with(MimeBundle.HTML, html);
        }

        private String count(long number) {
            return number + " " + unit;
        }

        private void post(MimeBundle bundle) {
            if (displayed) {
                session.output().post(sink -> sink.updateDisplay(id, bundle));
            } else {
                displayed = true;
                session.output().post(sink -> sink.display(bundle, id));
            }
        }

        private static String text(Duration time) {
            double seconds = time.toMillis() / 1e3;
            if (seconds < 100) {
                return String.format(Locale.ROOT, "%.1f s", seconds);
            }
            return time.toHours() > 0 ? String.format(Locale.ROOT, "%d h %02d min", time.toHours(), time.toMinutesPart())
                    : String.format(Locale.ROOT, "%d min %02d s", time.toMinutes(), time.toSecondsPart());
        }
    }

    /** A bar on the terminal. */
    private static final class TerminalBar implements Handle {

        private final ProgressBar bar;

        TerminalBar(String task, long total, String unit) {
            bar = new ProgressBarBuilder().setTaskName(task).setInitialMax(total).setUnit(" " + unit, 1)
                    .setStyle(ProgressBarStyle.ASCII).setUpdateIntervalMillis(200).build();
        }

        @Override
        public void show(long done) {
            bar.stepTo(done);
        }

        @Override
        public void remark(String text) {
            bar.setExtraMessage(" " + text);
        }

        @Override
        public void close(long done) {
            bar.stepTo(done);
            bar.close();
        }
    }

    private static final class NoBar implements Handle {

        @Override
        public void show(long done) {
        }

        @Override
        public void remark(String text) {
        }

        @Override
        public void close(long done) {
        }
    }
}
