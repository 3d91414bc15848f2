/* SPDX-License-Identifier: Apache-2.0 */
/* Reads reports with the parsers of Jenkins' warnings plugin: Count PARSER FILE... prints for each file
   "HIGH NORMAL LOW FILE", the issues by severity; a file that a parser refuses ends it with exit code 1. */
import edu.hm.hafner.analysis.FileReaderFactory;
import edu.hm.hafner.analysis.IssueParser;
import edu.hm.hafner.analysis.Report;
import edu.hm.hafner.analysis.Severity;
import edu.hm.hafner.analysis.registry.ParserRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

public class Count {
    public static void main(String[] args) {
        IssueParser parser = new ParserRegistry().get(args[0]).createParser();

        for (int i = 1; i < args.length; i++) {
            Report report =
                parser.parse(new FileReaderFactory(Path.of(args[i]), StandardCharsets.UTF_8));
            if (report.hasErrors()) {
                System.err.println(args[i] + ": " + report.getErrorMessages());
                System.exit(1);
            }
            System.out.printf("%d %d %d %s%n",
                              report.getSizeOf(Severity.WARNING_HIGH) +
                                  report.getSizeOf(Severity.ERROR),
                              report.getSizeOf(Severity.WARNING_NORMAL),
                              report.getSizeOf(Severity.WARNING_LOW), Path.of(args[i]));
        }
    }
}
