// MicroCount SUBJECT COUNT: does one subject so often, and prints what came of it. Without arguments: the subjects' names.
import MicroSubjects

let arguments = CommandLine.arguments.dropFirst()
if arguments.count == 2, let subject = MicroSubject(rawValue: arguments[1]), let count = Int(arguments[2]) {
    print(subject.run(count))
} else {
    for subject in MicroSubject.allCases { print(subject.rawValue) }
}
