using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Primitives;
using Surveys.Interactions;
using Surveys.Questionnaires;
using Surveys.Tests.Pages;

namespace Surveys.Tests.Questionnaires;

public sealed class SubmissionTests
{
    [Fact]
    public void A_sound_form_becomes_answers()
    {
        var read = Read(false, ("satisfaction", "5"), ("resolved", "partly"), ("comment", " Рақмет!\r\nӨте жақсы. "));

        Assert.Empty(read.Errors);
        Assert.Equal("5", read.Answers["satisfaction"]);
        Assert.Equal("partly", read.Answers["resolved"]);
        Assert.Equal("Рақмет!\nӨте жақсы.", read.Answers["comment"]);
    }

    [Fact]
    public void All_faults_are_told_at_once_in_the_order_of_the_questions()
    {
        var read = Read(
            false,
            ("nonsense", "1"),
            ("__proto__", "x"),
            ("comment", new string('ә', 1001)),
            ("ease", "6"),
            ("resolved", "maybe")
        );

        Assert.Equal(
            [
                new FieldError("satisfaction", FieldErrorKind.Missing),
                new FieldError("resolved", FieldErrorKind.UnknownChoice),
                new FieldError("ease", FieldErrorKind.UnknownChoice),
                new FieldError("comment", FieldErrorKind.TooLong, 1001),
                new FieldError("", FieldErrorKind.UnknownField),
            ],
            read.Errors
        );
        Assert.Empty(read.Answers);
        Assert.Equal(1001, read.Typed["comment"].Length);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("6")]
    [InlineData("-1")]
    [InlineData("5.0")]
    [InlineData("٥")]
    [InlineData("05")]
    [InlineData("five")]
    [InlineData("yes")]
    public void A_rating_is_one_to_five(string value) =>
        Assert.Equal(
            [new FieldError("satisfaction", FieldErrorKind.UnknownChoice)],
            Read(false, ("satisfaction", value)).Errors
        );

    [Fact]
    public void Satisfaction_is_required_only_while_none_is_stored()
    {
        Assert.Equal([new FieldError("satisfaction", FieldErrorKind.Missing)], Read(false).Errors);
        Assert.Equal(
            [new FieldError("satisfaction", FieldErrorKind.Missing)],
            Read(false, ("satisfaction", " "), ("resolved", "yes")).Errors
        );
        Assert.Empty(Read(true).Errors);
        Assert.Equal(["resolved"], Read(true, ("satisfaction", ""), ("resolved", "yes")).Answers.Keys);
    }

    [Fact]
    public void Two_answers_to_one_question_are_an_error()
    {
        var form = new Dictionary<string, StringValues> { ["satisfaction"] = new(["4", "5"]) };

        Assert.Equal(
            [new FieldError("satisfaction", FieldErrorKind.Repeated)],
            Submission.Read(Questionnaire.AiServiceV1, form, satisfactionIsKnown: false).Errors
        );
    }

    [Fact]
    public void The_length_of_a_comment_is_counted_in_visible_characters()
    {
        Assert.Empty(Read(true, ("comment", string.Concat(Enumerable.Repeat("😀", 1000)))).Errors);
        Assert.Empty(Read(true, ("comment", "a" + string.Concat(Enumerable.Repeat("\r\n", 998)) + "b")).Errors);
        Assert.Equal(
            1001,
            Read(true, ("comment", string.Concat(Enumerable.Repeat("😀", 1001)))).Errors.Single().Length
        );
    }

    [Fact]
    public void The_name_of_a_field_is_case_sensitive() =>
        Assert.Equal([new FieldError("", FieldErrorKind.UnknownField)], Read(true, ("Comment", "x")).Errors);

    [Theory]
    [InlineData("a\0b", "ab")]
    [InlineData("a\u0085b\u2028c\fd", "ab\u2028cd")]
    [InlineData("😀", "😀")]
    [InlineData("a\ufffe\uffffb", "ab")]
    [InlineData("a\r\nb\rc", "a\nb\nc")]
    [InlineData("a\tb\n\n", "a\tb")]
    [InlineData("\u001b[31mred\u007f\u009f", "[31mred")]
    [InlineData(" \u00a0\u3000 ", "")]
    public void Characters_that_cannot_be_stored_are_removed_from_a_comment(string text, string expected) =>
        Assert.Equal(expected, Comments.Clean(text));

    [Fact]
    public void Half_of_a_surrogate_pair_is_removed()
    {
        Assert.Equal("a", Comments.Clean("a\ud83d"));
        Assert.Equal("a", Comments.Clean("\ude00a"));
    }

    [Fact]
    public void Whatever_is_cleaned_is_well_formed_and_cleaning_again_changes_nothing()
    {
        var anything = Gen.Choose(0, 0xFFFF).Select(unit => (char)unit).ArrayOf().Select(units => new string(units));

        Prop.ForAll(
                anything.ToArbitrary(),
                text =>
                {
                    var clean = Comments.Clean(text);
                    var strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
                    return strict.GetString(strict.GetBytes(clean)) == clean
                        && Comments.Clean(clean) == clean
                        && !clean.Any(unit => char.IsControl(unit) && unit is not ('\n' or '\t'));
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Theory, MemberData(nameof(NaughtyText.All), MemberType = typeof(NaughtyText))]
    public void Hostile_text_is_a_comment_or_a_fault_in_any_field(string text)
    {
        Assert.Empty(Read(true, ("comment", text)).Errors);
        var rating = Read(true, ("satisfaction", text));
        Assert.True(rating.Errors.Length == 1 || Comments.Clean(text).Length == 0);
        Assert.Empty(rating.Answers);
        Assert.Single(Read(true, (text, "5")).Errors);
    }

    private static Submission Read(bool satisfactionIsKnown, params (string Field, string Value)[] form) =>
        Submission.Read(
            Questionnaire.AiServiceV1,
            form.Select(field => KeyValuePair.Create(field.Field, new StringValues(field.Value))),
            satisfactionIsKnown
        );
}
